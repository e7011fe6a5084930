export default function increment(x) {
  return x + 1;
}
