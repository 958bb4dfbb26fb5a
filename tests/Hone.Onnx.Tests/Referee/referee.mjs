// Runs ONNX models in another runtime for the tests: one request a line on standard input, one answer a line on standard output.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(process.argv[2] + '/');
const ort = require('onnxruntime-node');
const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, int64: BigInt64Array, bool: Uint8Array };

function tensor({ type, shape, bytes, texts }) {
  if (type === 'string') return new ort.Tensor('string', texts, shape);
  const raw = Buffer.from(bytes, 'base64');
  const copy = raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength);
  return new ort.Tensor(type, new arrays[type](copy), shape);
}

function plain(value) {
  const shape = Array.from(value.dims);
  if (value.type === 'string') return { type: 'string', shape, texts: Array.from(value.data) };
  const data = value.data;
  return { type: value.type, shape, bytes: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64') };
}

async function answer({ path, inputs, repeat, threads }) {
  const session = await ort.InferenceSession.create(path, { logSeverityLevel: 3, intraOpNumThreads: threads ?? 1 });
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, tensor(value)]));
  let results = await session.run(feeds);
  const times = [];
  for (let i = 0; i < (repeat ?? 0); i++) {
    const start = process.hrtime.bigint();
    results = await session.run(feeds);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  return { outputs: Object.fromEntries(Object.entries(results).map(([name, value]) => [name, plain(value)])), times };
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    reply = await answer(JSON.parse(line));
  } catch (fault) {
    reply = { fault: String(fault.message ?? fault) };
  }
  process.stdout.write(JSON.stringify(reply) + '\n');
}
