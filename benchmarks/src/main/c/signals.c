// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// What a sampling profiler costs that takes no samples: a perf event on every thread, and a handler that only counts.
#include <dirent.h>
#include <fcntl.h>
#include <jni.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "natives.h"

#define MOST_THREADS 1024

static int events[MOST_THREADS];
static int event_count;
static _Atomic long signals;

static void on_signal(int signo) {
  (void)signo;
  atomic_fetch_add_explicit(&signals, 1, memory_order_relaxed);
}

static int open_event(pid_t tid, uint64_t nanos) {
  struct perf_event_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.size = sizeof attr;
  attr.type = PERF_TYPE_SOFTWARE;
  attr.config = PERF_COUNT_SW_CPU_CLOCK;
  attr.sample_period = nanos;
  attr.wakeup_events = 1;
  attr.disabled = 1;
  int fd = (int)syscall(SYS_perf_event_open, &attr, tid, -1, -1, PERF_FLAG_FD_CLOEXEC);
  struct f_owner_ex owner = {.type = F_OWNER_TID, .pid = tid};
  if (fd >= 0 && (fcntl(fd, F_SETFL, O_ASYNC) != 0 || fcntl(fd, F_SETSIG, SIGPROF) != 0 ||
                  fcntl(fd, F_SETOWN_EX, &owner) != 0 || ioctl(fd, PERF_EVENT_IOC_ENABLE, 0) != 0)) {
    close(fd);
    return -1;
  }
  return fd;
}

// Returns how many threads get signals.
static jint native_start(JNIEnv* env, jclass type, jlong nanos) {
  (void)env, (void)type;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  DIR* threads = opendir("/proc/self/task");
  if (threads == NULL || sigaction(SIGPROF, &action, NULL) != 0) {
    return 0;
  }
  atomic_store(&signals, 0);
  event_count = 0;
  for (struct dirent* entry; event_count < MOST_THREADS && (entry = readdir(threads)) != NULL;) {
    pid_t tid = (pid_t)atoi(entry->d_name);
    int fd = tid > 0 ? open_event(tid, (uint64_t)nanos) : -1;
    if (fd >= 0) {
      events[event_count++] = fd;
    }
  }
  closedir(threads);
  return event_count;
}

// Returns how many signals there were. The handler stays, for those that are late.
static jlong native_stop(JNIEnv* env, jclass type) {
  (void)env, (void)type;
  for (int i = 0; i < event_count; i++) {
    close(events[i]);
  }
  event_count = 0;
  return atomic_load(&signals);
}

static const JNINativeMethod methods[] = {
    {"start", "(J)I", (void*)native_start},
    {"stop", "()J", (void*)native_stop},
};

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved);
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved) {
  (void)reserved;
  return natives_register(vm, "org/jmhpprof/benchmarks/SignalsOnly", methods, sizeof methods / sizeof methods[0]);
}
