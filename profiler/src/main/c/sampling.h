// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Sampling on and off.
//
// Order at the start, and why:
//   1. A census, so that threads that nobody reported are known, and a look at what libraries there are: no handler is inside,
//      so that what is known of libraries that are gone can be freed.
//      Labels that an iteration left behind are taken away.
//   2. The window opens: handlers are let in, and threads that start get their clocks. Before the first clock is armed, since
//      a tick that finds the window closed would wait for the next one.
//   3. Every thread that is known gets its clock, if CPU time is sampled.
//   4. The JVM's own events are turned on.
//   5. Time off the processor counts from here. The caller sends the visitor on its way.
//
// Order at the stop, and why:
//   0. The visitor has come back. Time off the processor counts up to here. The JVM's own events are turned off.
//   1. A census, so that each account is still of the thread that it was opened for.
//   2. The window closes: no handler is let in, and no thread gets a clock.
//   3. Wait until no handler is inside. It may use its clock's descriptor, which may not be closed and given to somebody else
//      before, and the ring. One that does not come out within a second leaves the window stuck: the clocks are put to rest,
//      and nothing that the handler may use is closed or freed. The next stop goes on from here.
//   4. Clocks closed.
//   5. The rest of each thread's time accounted for, which a handler would do as well.
#ifndef JMHPPROF_SAMPLING_H
#define JMHPPROF_SAMPLING_H

#include <jni.h>

#include "handler.h"
#include "window.h"

// On HANDLER_REFUSED, *error is the errno.
enum handler_result sampling_start(JNIEnv* env, const struct window_settings* settings, int* error);

// To be called several times a second while a window is open: finds threads and libraries that are new or gone.
void sampling_poll(void);

enum handler_result sampling_stop(JNIEnv* env);

// At the end of the JVM: no handler is let in any more.
void sampling_shut_down(void);

#endif
