// Wrong arguments throw at once and name the argument and its value.

/** Names a value in a message: `'3'`, `NaN`, `a Promise`, `function tick`. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (isGenerator(value)) return 'a generator';
  if (typeof value === 'object' && value !== null) {
    if ('toWait' in value) return 'an operation';
    const name = (value as object).constructor?.name;
    return name === undefined || name === 'Object' ? 'an object' : `a ${name}`;
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

/** An object of options. */
export function checkObject(name: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) return;
  throw new TypeError(`${name} must be an object, not ${describeValue(value)}`);
}

/** Refuses what is no number (TypeError) or lies outside `min` to Infinity (RangeError). */
export function checkNumber(name: string, value: unknown, min: number, what: string): number {
  if (typeof value !== 'number')
    throw new TypeError(`${name} must be ${what}, not ${describeValue(value)}`);
  if (!(value >= min)) throw new RangeError(`${name} must be ${what}, not ${describeValue(value)}`);
  return value;
}

/** A duration: a number of milliseconds, 0 or more; Infinity is for ever. */
export function checkDuration(name: string, value: unknown): number {
  return checkNumber(name, value, 0, 'a number of milliseconds, 0 or more');
}

/** A whole number from `min` up; Infinity only where `unbounded` says so. */
export function checkCount(name: string, value: unknown, min: number, unbounded = false): number {
  const what = `a whole number, ${min} or more${unbounded ? ', or Infinity' : ''}`;
  const n = checkNumber(name, value, min, what);
  if (Number.isInteger(n) || (unbounded && n === Infinity)) return n;
  throw new RangeError(`${name} must be ${what}, not ${describeValue(value)}`);
}

/** Something that can be called. */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') {
    const hint = isGenerator(value)
      ? ' (a generator that was already called: leave out the parentheses)'
      : '';
    throw new TypeError(`${name} must be a function, not ${describeValue(value)}${hint}`);
  }
}

/** The body of a task: any function but an async generator, of which nothing would run. */
export function checkBody(name: string, value: unknown): void {
  checkFunction(name, value);
  if (Object.prototype.toString.call(value) !== '[object AsyncGeneratorFunction]') return;
  throw new TypeError(
    `${name} must be a generator function, an async one or a plain one, not an async generator function (${(value as { name: string }).name || 'anonymous'})`,
  );
}

function isGenerator(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Generator]';
}
