// Channels: values from task to task, in order, through a bounded buffer.

export {
  type Channel,
  type ChannelStatistics,
  channel,
  type Receiver,
  type Sender,
} from './channel.ts';
export { Buffer, Returned } from './buffer.ts';
export { each } from './each.ts';
export { type BufferOptions, events } from './events.ts';
export {
  type Door,
  doorOf,
  type FarSender,
  type Inlet,
  isChannel,
  type Reservation,
  type Reserver,
  type Visitor,
} from './far.ts';
export { doorOfQueue } from './far-queue.ts';
export { Queue, type QueueOptions, type QueueStatistics, type Stock } from './queue.ts';
export { type Timer, ticker, timer } from './ticker.ts';
