import { steps } from '../../places.ts';

export default steps;
