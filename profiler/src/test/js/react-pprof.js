// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// node react-pprof.js FILE
import fs from 'node:fs';
import zlib from 'node:zlib';
import { fetchProfile } from 'react-pprof/dist/parser.js';
import { FlameDataProcessor } from 'react-pprof/dist/renderer/FlameDataProcessor.js';
import { Stacks } from './stacks.js';

// The component fetches its file; a server would unpack it on the way.
const bytes = zlib.gunzipSync(fs.readFileSync(process.argv[2]));
const url = `data:application/octet-stream;base64,${bytes.toString('base64')}`;
const root = new FlameDataProcessor().processProfile(await fetchProfile(url));
const stacks = new Stacks();
const walk = (node, path) => {
  const below = node.children.reduce((sum, child) => sum + child.value, 0);
  stacks.add(path, node.value - below);
  for (const child of node.children) {
    walk(child, [...path, child.name]);
  }
};
walk(root, []);
stacks.print();
