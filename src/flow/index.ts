// Pipelines of stages that values are pushed through: consumers, and what they send to.

export { broadcast } from './broadcast.ts';
export { consumer, type ConsumerBody } from './consumer.ts';
export { printer } from './printer.ts';
export type { Sink } from './sink.ts';
