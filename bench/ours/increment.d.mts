import type { PortableBody } from 'offshoot/place';

export declare const increment: PortableBody<number, [x: number]>;
