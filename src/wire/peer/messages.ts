// What two peers say to each other. Each message is an array: its kind, the id of what it is about, the
// rest. Several go in one batch, and batches are numbered: [number, length, message, length, message,
// ...], flat (flat.ts).
//
// A channel has one home; in every other place stands a far end of it. Values of users travel as two
// fields, `value` and `extra` (codec/packed.ts).
//
//   far end                                     home
//
//   receiving: an offer is taken only if both agree, so that nothing is received twice, and nothing is
//   lost with a far end that dies before it has committed
//     WANT     c ticket              ---->      stands in line
//                                    <----      OFFER c ticket turn value  kept at home until
//     COMMIT   c ticket              ---->                               it is committed
//                                    <----      ACK c ticket             now it is the far end's;
//                                    <----   or TORN c ticket            its sender had left: still in line
//     PASS     c ticket              ---->      leaves the line; what was offered is the next one's
//     RETURN   c turn value          ---->      nobody wants it any more: it is in the channel again
//                                    <----      UNSENDABLE c ticket error  an OFFER of what cannot travel;
//                                               with ticket 0 the same as DATA
//                                    <----      END c error              closed and drained
//
//   receiving as the only place that does: values come ahead, as many as it commits to in advance
//                                    <----      STREAM c
//     READ     c n                   ---->      n more are taken, whatever they are
//                                    <----      DATA c turn value, and true if more wait for credit
//                                    <----      RECALL c                 others want to receive, too
//     RETURNED c                     ---->      after a RETURN for each that nobody had taken
//     FORGET   c                     ---->      nobody has the far end any more; the home answers with a
//                                               RECALL if anything may be ahead, and a new far end, opened
//                                               by a reference that says so, waits for that
//
//   sending into a buffer, as far as there is credit (the reference to the channel brings the first)
//     PUT      c value               ---->
//                                    <----      CREDIT c n
//
//   sending where there is no buffer
//     STAND    c ticket              ---->      stands in line
//     LEAVE    c ticket              ---->      leaves it, asked or not
//                                    <----      ASK c ticket             a receiver waits
//     GIVEN    c ticket value        ---->
//     REFUSED  c ticket              ---->      it has left
//
//     CLOSE    c error               ---->
//                                    <----      CLOSED c error           for senders
//
// A queue is used as a channel with a buffer, to which nothing is sent ahead; and besides
//     DONE     q                     ---->      a value that was got has been dealt with
//     JOIN     q ticket              ---->
//     UNJOIN   q ticket              ---->      does not wait any more
//                                    <----      JOINED q ticket          all that was put is done
//
// A future, a task and a signal are at home where they were made, and mirrored elsewhere.
//                                    <----      PROGRESS f n
//                                    <----      SETTLED f how value
//     SETTLE   f how value           ---->      set, made to fail or cancelled over there
//     KILL     f within reason       ---->      kills the task
//
//     FORGET   id shares             ---->      the far end is no more; it had been sent so many times.
//                                               Also for a reference alone that came to nobody

export const HELLO = 0;
/** Nothing but a sign of life. */
export const BEAT = 1;
export const FORGET = 2;

export const WANT = 3;
export const OFFER = 4;
export const COMMIT = 5;
export const ACK = 6;
export const TORN = 7;
export const PASS = 8;
export const RETURN = 9;
export const END = 10;
export const STREAM = 11;
export const READ = 12;
export const DATA = 13;
export const RECALL = 14;
export const RETURNED = 15;
export const PUT = 16;
export const CREDIT = 17;
export const STAND = 18;
export const LEAVE = 19;
export const ASK = 20;
export const GIVEN = 21;
export const REFUSED = 22;
export const CLOSE = 23;
export const CLOSED = 24;

export const UNSENDABLE = 25;

export const DONE = 26;
export const JOIN = 27;
export const UNJOIN = 28;
export const JOINED = 29;

export const PROGRESS = 30;
export const SETTLED = 31;
export const SETTLE = 32;
export const KILL = 33;

/** The version of all this. Peers that speak different ones part at once, and say so. */
export const VERSION = 2;

/** How something ended, in SETTLED and SETTLE. */
export const VALUE = 0;
export const FAILURE = 1;
export const KILLED = 2;
export const ABANDONED = 3;
/** It will never end: nobody has it any more who could end it. */
export const NEVER = 4;

export type Message = readonly [kind: number, id: number, ...rest: unknown[]];
