// Channels and queues under explored schedules, with tasks that are cut and killed: what tasks see is what
// a sequential model says.
import '../support/leaks.ts';
import { channels } from './channels.ts';
import { testSubject } from './explored.ts';
import { queue } from './queues.ts';
import { eventsOf } from './streams.ts';

testSubject(channels('unbuffered channel', [0]));
testSubject(channels('channel of 1', [1]));
testSubject(channels('channel of 2', [2]));
testSubject(channels('select over channels of 0 and 1', [0, 1]));
testSubject(channels('select over unbuffered channels', [0, 0]));
testSubject(queue('queue, first in, first out', 'fifo', 2));
testSubject(queue('queue, last in, first out', 'lifo', 2));
testSubject(queue('priority queue', 'priority', 3));
testSubject(eventsOf(2, 'dropNewest'));
testSubject(eventsOf(2, 'dropOldest'));
testSubject(eventsOf(2, 'fail'));
