import { channel } from 'offshoot';
const c = channel<string>(5);
for await (const s of c) {
  s.toUpperCase();
  break;
}
