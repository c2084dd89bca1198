// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The account of a thread's CPU time in a window. It is open while `armed` is set. Each tick goes into exactly one record:
// of the signal that reported it or, where none did, of the account's beginning or end.
//
// For those who hold the registry's lock.
#ifndef JMHPPROF_ACCOUNT_H
#define JMHPPROF_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "registry.h"

// Opens an account in the window for a thread whose CPU time counts from `base` on and is `now` by now, and sets its clock
// going. 0, or the errno with which the clock was refused: then the account is open nevertheless, unless the thread is gone
// (ESRCH). Nothing happens in a window that samples no CPU time.
int account_open(struct thread_entry* entry, uint64_t base, uint64_t now);

bool account_is_open(const struct thread_entry* entry);

// Stops the signals, except those under way, and keeps all that a handler may use.
void account_pause(struct thread_entry* entry);

// Closes the clock; the account stays open. Not while a handler may use the clock.
void account_stop(struct thread_entry* entry);

// Closes an open account: what no signal has reported of the ticks until `cpu` gets a record of its own. Not while a handler
// may use the entry.
void account_settle(struct thread_entry* entry, uint64_t cpu);

// Closes account and clock without a record and gives back what the kernel keeps. On the thread itself, or when it is gone.
void account_release(struct thread_entry* entry);

// The same for a thread that is gone or not known any more: takes it out of the registry, too. With the registry's lock.
void account_forget(struct thread_entry* entry);

#endif
