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
  isChannel,
  type Reservation,
  type Reserver,
  type Visitor,
} from './far.ts';
export { Queue, type QueueOptions, type QueueStatistics } from './queue.ts';
export { type Timer, ticker, timer } from './ticker.ts';
