// A schedule as a short string: the seed, and what deviates from first in, first out. Each deviation
// is how many choices come between it and the one before, and which choice it is, if not the second:
// `9/3.0.c*2` is: seed 9, choices 3 and 4 are 1, choice 17 is 2, all others 0. Numbers to base 36.
// With kills it begins `9!2/`: as many as the run could have had.

/** A choice that is not 0. */
export interface Deviation {
  at: number;
  value: number;
}

export function deviationsOf(choices: readonly number[]): Deviation[] {
  return choices.flatMap((value, at) => (value === 0 ? [] : [{ at, value }]));
}

/** The choices up to the last deviation. */
export function choicesOf(deviations: readonly Deviation[]): number[] {
  const choices = new Array<number>((deviations.at(-1)?.at ?? -1) + 1).fill(0);
  for (const { at, value } of deviations) choices[at] = value;
  return choices;
}

/** What a replay says. */
export interface Replay {
  readonly seed: number;
  /** How many tasks may be killed. */
  readonly kills: number;
  readonly choices: readonly number[];
}

export function encodeReplay({ seed, kills, choices }: Replay): string {
  let after = 0;
  const items = deviationsOf(choices).map(({ at, value }) => {
    const gap = (at - after).toString(36);
    after = at + 1;
    return value === 1 ? gap : `${gap}*${value.toString(36)}`;
  });
  const faults = kills === 0 ? '' : `!${kills.toString(36)}`;
  return `${seed.toString(36)}${faults}/${items.join('.')}`;
}

const FORM =
  /^[0-9a-z]{1,11}(?:![0-9a-z]{1,7})?\/(?:[0-9a-z]{1,5}(?:\*[0-9a-z]{1,7})?(?:\.(?!$)|$))*$/;

/** @throws RangeError if it is no replay. */
export function decodeReplay(text: string): Replay {
  if (!FORM.test(text)) {
    throw new RangeError(
      `replay must be what a failure gave as its replay, not ${JSON.stringify(text)}`,
    );
  }
  const [head = '', rest = ''] = text.split('/');
  const [seed = '', kills = '0'] = head.split('!');
  const choices: number[] = [];
  for (const item of rest === '' ? [] : rest.split('.')) {
    const [gap = '', value = '1'] = item.split('*');
    for (let i = Number.parseInt(gap, 36); i > 0; i--) choices.push(0);
    choices.push(Number.parseInt(value, 36));
  }
  return { seed: Number.parseInt(seed, 36), kills: Number.parseInt(kills, 36), choices };
}
