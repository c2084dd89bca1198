// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// node pprof-format.js FILE COLUMN
import fs from 'node:fs';
import zlib from 'node:zlib';
import { Profile } from 'pprof-format';
import { Stacks } from './stacks.js';

const profile = Profile.decode(zlib.gunzipSync(fs.readFileSync(process.argv[2])));
const string = index => profile.stringTable.strings[Number(index)];
const byId = rows => new Map(rows.map(row => [Number(row.id), row]));
const locations = byId(profile.location);
const functions = byId(profile.function);
const frame = id => {
  const line = locations.get(Number(id)).line[0];
  return line ? `${string(functions.get(Number(line.functionId)).name)}:${line.line}` : '?';
};
const stacks = new Stacks();
for (const sample of profile.sample) {
  stacks.add(sample.locationId.map(frame).reverse(), sample.value[Number(process.argv[3])]);
}
stacks.print();
