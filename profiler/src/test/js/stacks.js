// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Prints what a reader made of a file: a line for each stack, its value and its frames from the root.
export class Stacks {
  #values = new Map();

  add(frames, value) {
    const stack = frames.join(';');
    this.#values.set(stack, (this.#values.get(stack) ?? 0) + Number(value));
  }

  print() {
    for (const [stack, value] of this.#values) {
      if (value !== 0) console.log(`${value} ${stack}`);
    }
  }
}
