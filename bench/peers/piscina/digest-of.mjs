import { digestOf } from '../../tree.ts';

export default digestOf;
