// What locks do, in the simplest words: who is in, who waits, and who may come in beside whom.

/** What somebody asks for: so many permits, or to read, or to write. */
export type Share = number | 'read' | 'write';

/** One step of a script; `n` chooses among the tasks, or among the guards that are held. */
export type Step =
  | { do: 'lock'; share: number }
  | { do: 'try'; share: number }
  | { do: 'release' | 'kill'; n: number }
  | { do: 'settle' };

interface Actor {
  share: Share;
  state: 'waits' | 'handed' | 'holds' | 'over';
}

/** A lock, told the same steps as the real one. */
export class Model {
  readonly #fits: (inside: Share[], share: Share) => boolean;
  readonly #actors: Actor[] = [];
  /** In order of arrival. */
  readonly #line: Actor[] = [];
  #inside: Actor[] = [];

  /** `fits`: may somebody with this share come in beside those who are inside? */
  constructor(fits: (inside: Share[], share: Share) => boolean) {
    this.#fits = fits;
  }

  get waiting(): number {
    return this.#line.length;
  }

  get states(): string[] {
    return this.#actors.map(({ state }) => (state === 'handed' ? 'waits' : state));
  }

  lock(share: Share): void {
    const actor: Actor = { share, state: 'waits' };
    this.#actors.push(actor);
    this.#line.push(actor);
    this.#serve();
    this.settle();
  }

  try(share: Share): boolean {
    if (this.#line.length > 0 || !this.#mayEnter(share)) return false;
    const actor: Actor = { share, state: 'holds' };
    this.#actors.push(actor);
    this.#inside.push(actor);
    return true;
  }

  /** The n-th of those who hold gives back. */
  release(n: number): void {
    const holders = this.#actors.filter(({ state }) => state === 'holds');
    if (holders.length > 0) this.#leave(holders[n % holders.length]!);
  }

  /** Who waits leaves the line; who was handed it gives it back; who holds keeps it, being over. */
  kill(n: number): void {
    const actor = this.#actors[n % this.#actors.length];
    if (actor === undefined || actor.state === 'over' || actor.state === 'holds') return;
    if (this.#line.includes(actor)) this.#line.splice(this.#line.indexOf(actor), 1);
    this.#leave(actor);
  }

  /** Everybody has had a turn. */
  settle(): void {
    for (const actor of this.#actors) if (actor.state === 'handed') actor.state = 'holds';
  }

  #leave(actor: Actor): void {
    actor.state = 'over';
    this.#inside = this.#inside.filter((other) => other !== actor);
    this.#serve();
  }

  #serve(): void {
    while (this.#line.length > 0 && this.#mayEnter(this.#line[0]!.share)) {
      const actor = this.#line.shift()!;
      actor.state = 'handed';
      this.#inside.push(actor);
    }
  }

  #mayEnter(share: Share): boolean {
    return this.#fits(
      this.#inside.map((actor) => actor.share),
      share,
    );
  }
}
