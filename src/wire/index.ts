// Links between places, and what is said over them.

export type { Link, LinkListener, Message, PeerLink } from './link.ts';
export { type MemoryLinks, memoryLinks } from './memory.ts';
