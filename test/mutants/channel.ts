// An unbuffered channel, and a select over the receiving ends of several.
import { type Coroutine, go, type Operation, pause, type Task } from 'offshoot';
import { IDLE, Wait, WAITING, WaitList, way } from 'offshoot/kernel';
import { random } from 'offshoot/testing';
import { check, joinAll, killLater, type Subject } from './subject.ts';

export class Channel {
  readonly senders = new WaitList();
  readonly receivers = new WaitList();
  /** Given back by who was killed before it could take it. */
  readonly back: number[] = [];
  readonly fault: string | undefined;

  constructor(fault: string | undefined) {
    this.fault = fault;
  }

  send(value: number): Operation<void> {
    return new Wait(sending, this, value) as Operation<void>;
  }

  receive(): Wait<number> {
    return new Wait(receiving, this) as Wait<number>;
  }
}

const sending = way<Channel, void>({
  attempt: ({ subject, message }) => {
    const receiver = subject.receivers.take();
    receiver?.complete(message);
    return receiver !== null;
  },
  enlist: (wait) => wait.subject.senders.add(wait),
  withdraw: (wait) => {
    if (wait.subject.fault === 'a killed sender leaves its value') {
      wait.subject.back.push(wait.message as number);
    }
    wait.subject.senders.remove(wait);
  },
  describe: () => 'send',
});

const receiving = way<Channel, number>({
  attempt: (wait) => {
    const { back, senders, fault } = wait.subject;
    if (back.length > 0) {
      wait.value = back.shift();
      return true;
    }
    const sender = senders.take();
    if (sender === null) return false;
    wait.value = sender.message;
    if (fault !== 'a sender is not told that it was heard') sender.complete(undefined);
    return true;
  },
  enlist: (wait) => wait.subject.receivers.add(wait),
  withdraw: (wait) => wait.subject.receivers.remove(wait),
  discard: ({ subject, value }) => {
    if (subject.fault === 'a killed receiver swallows its value') return;
    const receiver = subject.receivers.take();
    if (receiver === null) subject.back.push(value as number);
    else receiver.complete(value);
  },
  describe: () => 'receive',
});

class Selection {
  readonly members: Wait<number>[];
  readonly fault: string | undefined;
  winner: Wait<number> | null = null;

  constructor(members: Wait<number>[], fault: string | undefined) {
    this.members = members;
    this.fault = fault;
  }
}

const selecting = way<Selection, number>({
  attempt: ({ subject }) => {
    for (const member of subject.members) {
      if (!member.attempt()) continue;
      // The winner stays the first; the losers must not even be asked.
      if (subject.winner === null) subject.winner = member;
      if (subject.fault !== 'a select consumes a ready loser') return true;
    }
    return subject.winner !== null;
  },
  enlist: (wait) => {
    for (const member of wait.subject.members) {
      member.begin(wait);
      if (wait.phase !== WAITING) return;
    }
  },
  woken: (wait, winner) => {
    const { subject } = wait;
    if (subject.winner !== null) return;
    subject.winner = winner as Wait<number>;
    for (const member of subject.members) {
      if (subject.fault === 'a select leaves its losers in line') continue;
      if (member !== winner && member.phase !== IDLE) member.release();
    }
    wait.wake();
  },
  withdraw: ({ subject }) => {
    for (const member of subject.members) if (member.phase !== IDLE) member.release();
  },
  discard: ({ subject }) => subject.winner!.release(),
  take: ({ subject }) => subject.winner!.take(),
  describe: () => 'select',
});

function select(members: Wait<number>[], fault: string | undefined): Operation<number> {
  return new Wait(selecting, new Selection(members, fault)) as Operation<number>;
}

/** Two channels, two senders each, one of them killed; as many values arrive as were sent. */
function* program(fault: string | undefined): Coroutine<void> {
  const channels = [new Channel(fault), new Channel(fault)] as const;
  let sent = 0;
  let got = 0;
  let begun = 0;
  function* sender(on: Channel): Coroutine<void> {
    begun++;
    yield* on.send(1);
    sent++;
  }
  function* receiver(): Coroutine<void> {
    for (;;) {
      yield* select([channels[0].receive(), channels[1].receive()], fault);
      got++;
    }
  }
  function* single(): Coroutine<void> {
    yield* channels[0].receive();
    got++;
  }
  const senders = [...channels, ...channels].map((channel) => go(sender, channel));
  const receivers = [go(receiver), go(single)];
  let delivered = 0;
  go(function* killer() {
    for (let pauses = random(6); pauses > 0; pauses--) yield* pause();
    const [victim] = senders as [Task<void>];
    const waiting = channels[0].senders.count();
    // Ready, and no longer in line: its value has been taken, and nobody will tell.
    if (victim.state === 'ready' && begun > 0) delivered = 1;
    victim.kill();
    if (channels[0].senders.count() < waiting) delivered = 0;
  });
  go(killLater, receivers[1]!);
  yield* joinAll(senders);
  for (let i = 0; i < 20; i++) yield* pause();
  for (const task of receivers) task.kill();
  yield* joinAll(receivers);
  const left = channels[0].back.length + channels[1].back.length;
  check(got + left >= sent, `${sent} were sent, ${got} have arrived`);
  check(got + left <= sent + delivered, `${got + left} have arrived of ${sent}`);
}

export const channel: Subject = {
  primitive: 'channel',
  faults: [
    'a select consumes a ready loser',
    'a select leaves its losers in line',
    'a killed receiver swallows its value',
    'a killed sender leaves its value',
    'a sender is not told that it was heard',
  ],
  program: (fault) => () => program(fault),
};
