// SPDX-License-Identifier: Apache-2.0
// A reporter for node --test that prints one line a test, in the form interop/run reads.
import path from 'node:path';

export default async function* report(events) {
  const names = [];
  const told = new Map();
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      names.length = data.nesting;
      names[data.nesting] = data.name;
    } else if (type === 'test:stderr' || type === 'test:stdout') {
      process.stderr.write(data.message);
    } else if ((type === 'test:pass' || type === 'test:fail') && data.details.type !== 'suite') {
      const where = data.file ? [path.basename(data.file, '.js')] : [];
      // A file without tests of its own, or one that timed out as a whole, is a test named by its path.
      const own = path.isAbsolute(data.name) ? [] : [...names.slice(0, data.nesting), data.name];
      const name = [...where, ...own].join('/').replace(/[\s:]+/g, '-');
      const times = (told.get(name) ?? 0) + 1;
      told.set(name, times);
      const unique = times > 1 ? `${name}#${times}` : name;
      if (type === 'test:fail') console.error(data.details.error);
      const why = type === 'test:fail' ? `failed: ${String(data.details.error?.cause?.message ?? data.details.error)}` : 'ok';
      yield `${unique} ${why.replace(/\s+/g, ' ')}\n`;
    }
  }
}
