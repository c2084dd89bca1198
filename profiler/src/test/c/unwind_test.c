// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Unwinds running code, one instruction after the other. The truth comes from the processor: it stops after each instruction,
// so each call and each return is seen.
//
//   unwind_test FILE...    libraries made of chains.c; one with `pointers` in its name has frame pointers and no tables
//
// Without files only the rest is tested, which AddressSanitizer may watch: its own vfork has a wrong table.
#include <dlfcn.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "code.h"
#include "images.h"
#include "unwind.h"

// The code cache: a function of this program, or nothing.
static uintptr_t code_low;
static uintptr_t code_high;

bool code_contains(uintptr_t pc) {
  return pc >= code_low && pc < code_high;
}

static struct unwind_cache cache;
static uintptr_t stack_end;

#define MOST_CALLS 512
#define TRAP_FLAG 0x100

// The calls that have not returned: what the processor did.
static struct {
  struct {
    uintptr_t slot;
    uintptr_t back;
  } calls[MOST_CALLS];
  uint32_t count;
  uintptr_t base;  // the stack pointer where the stepping began
  uintptr_t pc;    // of the last step
  uintptr_t sp;
  bool on;
  pid_t process;

  const char* library;
  bool pointers;  // without a table a function's first and last instructions hide its caller
  uint64_t steps;
  uint64_t whole;
  uint64_t lost;
  uint64_t wrong;
  uint64_t nested;
} step;

static bool is_call(const uint8_t* code) {
  while ((*code & 0xF0) == 0x40 || *code == 0x3E || *code == 0xF2) {
    code++;
  }
  return *code == 0xE8 || (*code == 0xFF && (code[1] & 0x38) == 0x10);
}

static bool is_return(const uint8_t* code) {
  return *code == 0xC3 || *code == 0xC2 || ((*code == 0xF3 || *code == 0xF2) && code[1] == 0xC3);
}

static void follow(struct registers at) {
  const uint8_t* code = (const uint8_t*)step.pc;
  if (step.pc != 0 && at.sp == step.sp - 8 && is_call(code)) {
    CHECK(step.count < MOST_CALLS);
    step.calls[step.count].slot = at.sp;
    step.calls[step.count++].back = *(uintptr_t*)at.sp;
  } else if (step.pc != 0 && step.count > 0 && is_return(code)) {
    step.count--;
    CHECK(at.pc == step.calls[step.count].back);
  }
  step.pc = at.pc;
  step.sp = at.sp;
}

static const char* name_of(uintptr_t pc) {
  Dl_info info;
  return dladdr((void*)pc, &info) != 0 && info.dli_sname != NULL ? info.dli_sname : "?";
}

// Whether the callers from `first` on are those that the processor has called. The last one is where the stepping began.
static bool is_truth(const struct unwound* found, uint32_t first) {
  for (uint32_t i = 0; i < step.count; i++) {
    if (first + i >= found->count || found->pcs[first + i] != step.calls[step.count - 1 - i].back - 1) {
      return false;
    }
  }
  return found->count > first + step.count && found->end == UNWIND_ENTRY;
}

static void report(const char* what, const struct unwound* found) {
  if (step.wrong++ >= 3 || step.pointers) {
    return;
  }
  printf("%s, %s: end %d, found\n", step.library, what, found->end);
  for (uint32_t i = 0; i < found->count; i++) {
    printf("  %lx %s\n", found->pcs[i], name_of(found->pcs[i]));
  }
  printf(" and not\n");
  for (uint32_t i = step.count; i-- > 0;) {
    printf("  %lx %s\n", step.calls[i].back - 1, name_of(step.calls[i].back - 1));
  }
}

// The first call of a function of another library goes through the loader, which keeps its place in a register that tables here
// do not know.
static bool is_resolver(const struct unwound* found) {
  Dl_info info;
  return found->end == UNWIND_LOST && dladdr((void*)found->pcs[found->count - 1], &info) != 0 &&
         strstr(info.dli_fname, "/ld-") != NULL;
}

static void tally(const char* what, bool whole, const struct unwound* found) {
  if (whole) {
    step.whole++;
  } else if (is_resolver(found)) {
    step.lost++;
  } else {
    report(what, found);
  }
}

static void judge(const ucontext_t* context) {
  struct unwound found;
  unwind(context, stack_end, &cache, &found);
  step.steps++;
  tally("step", found.pcs[0] == registers_of(context).pc && is_truth(&found, 1), &found);
}

// Raised inside of the handler for the step: between them is a signal's frame.
static void on_nested(int signo, siginfo_t* info, void* context) {
  (void)signo, (void)info;
  struct unwound found;
  unwind(context, stack_end, &cache, &found);
  uint32_t i = 0;
  while (i < found.count && found.pcs[i] != step.pc) {
    i++;
  }
  step.nested++;
  tally("step with a signal's frame", i < found.count && is_truth(&found, i + 1), &found);
}

static void on_step(int signo, siginfo_t* info, void* context) {
  (void)signo, (void)info;
  int saved_errno = errno;
  // A child of vfork runs in this memory.
  if (step.on && syscall(SYS_getpid) == step.process) {
    struct registers at = registers_of(context);
    follow(at);
    if (at.sp <= step.base) {
      judge(context);
      if (step.steps % 64 == 0) {
        raise(SIGUSR1);
      }
    }
  }
  errno = saved_errno;
}

static void handle(int signo, void (*handler)(int, siginfo_t*, void*)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  CHECK(sigaction(signo, &action, NULL) == 0);
}

typedef long (*chain)(long seed, int with_vfork);

static __attribute__((noinline)) long run_in_steps(chain run) {
  step.count = 0;
  step.pc = 0;
  step.base = (uintptr_t)__builtin_frame_address(0);
  step.on = true;
  __asm__ volatile("pushfq\n orq %0, (%%rsp)\n popfq" ::"i"(TRAP_FLAG) : "memory", "cc");
  long result = run(12345, 1) + run(12346, 0);
  __asm__ volatile("pushfq\n andq %0, (%%rsp)\n popfq" ::"i"(~TRAP_FLAG) : "memory", "cc");
  step.on = false;
  return result;
}

static void each_step_is_unwound(const char* file) {
  void* library = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
  chain run = library == NULL ? NULL : (chain)dlsym(library, "chain_run");
  CHECK(run != NULL);
  if (run == NULL) {
    printf("%s\n", dlerror());
    return;
  }
  CHECK(images_update(true));
  memset(&step, 0, sizeof step);
  step.library = strrchr(file, '/') == NULL ? file : strrchr(file, '/') + 1;
  step.pointers = strstr(step.library, "pointers") != NULL;
  step.process = getpid();
  uintptr_t inside = (uintptr_t)run;
  CHECK(images_find(images_now(), inside) != NULL);
  run_in_steps(run);
  while (wait(NULL) > 0) {
    // the children of vfork
  }
  fprintf(stderr, "%s: %" PRIu64 " steps, %" PRIu64 " with a signal's frame, %" PRIu64 " in the loader, %" PRIu64 " wrong\n",
          step.library, step.steps, step.nested, step.lost, step.wrong);
  CHECK(step.whole > 2000);
  CHECK(step.pointers ? step.wrong * 5 <= step.whole : step.wrong == 0);
  CHECK(dlclose(library) == 0);
  CHECK(images_update(false));
  CHECK(images_find(images_now(), inside) == NULL);
}

static struct unwound seen;
static void (*look)(void);

static void on_look(int signo, siginfo_t* info, void* context) {
  (void)signo, (void)info;
  unwind(context, stack_end, &cache, &seen);
}

long deeper(long frames);

__attribute__((noinline, noclone)) long deeper(long frames) {
  if (frames == 0) {
    look();
    return 1;
  }
  long result = deeper(frames - 1);
  // Not a loop, and not a jump.
  __asm__ volatile("" : "+r"(result));
  return result + frames;
}

static void raise_look(void) {
  raise(SIGUSR2);
}

static void a_deep_stack_is_cut(void) {
  look = raise_look;
  deeper(1000);
  CHECK(seen.count == UNWIND_MOST);
  CHECK(seen.end == UNWIND_CUT);
  deeper(10);
  CHECK(seen.end == UNWIND_ENTRY);
  CHECK(seen.count > 10 && seen.count < 40);
}

static void the_walk_ends_at_the_code_cache(void) {
  look = raise_look;
  deeper(5);
  CHECK(seen.end == UNWIND_ENTRY);
  // The return address of the call in `deeper` that is nearest to the leaf, and what is around it.
  uint32_t callers = 0;
  while (callers < seen.count && strcmp(name_of(seen.pcs[callers]), "deeper") != 0) {
    callers++;
  }
  CHECK(callers > 1 && callers < seen.count);
  code_low = seen.pcs[callers] + 1;
  code_high = code_low + 1;
  deeper(5);
  CHECK(seen.end == UNWIND_CODE);
  CHECK(seen.count == callers);
  CHECK(seen.code.pc == code_low && !seen.interrupted);
  CHECK(seen.code.sp < stack_end && seen.code.sp % 8 == 0);
  code_low = code_high = 0;
}

static void* in_thread(void* unused) {
  (void)unused;
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  uintptr_t before = stack_end;
  stack_end = unwind_own_stack_end(here);
  pthread_attr_t attributes;
  void* low = NULL;
  size_t size = 0;
  CHECK(pthread_getattr_np(pthread_self(), &attributes) == 0);
  CHECK(pthread_attr_getstack(&attributes, &low, &size) == 0);
  pthread_attr_destroy(&attributes);
  CHECK(stack_end > here && stack_end <= (uintptr_t)low + size && stack_end > (uintptr_t)low + size - 65536);
  look = raise_look;
  deeper(3);
  CHECK(seen.end == UNWIND_ENTRY);
  const char* entry = name_of(seen.pcs[seen.count - 1]);
  CHECK(strstr(entry, "clone") != NULL || strcmp(entry, "?") == 0);
  stack_end = before;
  return NULL;
}

static void a_thread_ends_in_its_entry_function(void) {
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, in_thread, NULL) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
}

static void the_first_thread_has_another_stack(void) {
  CHECK(unwind_own_stack_end((uintptr_t)__builtin_frame_address(0)) == 0);
}

static _Atomic bool changing;

// A library comes and goes again.
static void* change(void* argument) {
  while (changing) {
    void* library = dlopen(argument, RTLD_NOW | RTLD_LOCAL);
    CHECK(images_update(false));
    CHECK(library != NULL && dlclose(library) == 0);
    CHECK(images_update(false));
  }
  return NULL;
}

static void a_list_that_is_in_use_stays(void) {
  pthread_t thread;
  changing = true;
  CHECK(pthread_create(&thread, NULL, change, (void*)"libutil.so.1") == 0);
  look = raise_look;
  uint64_t before = images_now()->number;
  for (int i = 0; i < 2000 || images_now()->number < before + 10; i++) {
    deeper(20);
    CHECK(seen.end == UNWIND_ENTRY && seen.count > 20);
  }
  changing = false;
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(images_update(true));
}

static uintptr_t end_of_first_stack(void) {
  pthread_attr_t attributes;
  void* low = NULL;
  size_t size = 0;
  CHECK(pthread_getattr_np(pthread_self(), &attributes) == 0);
  CHECK(pthread_attr_getstack(&attributes, &low, &size) == 0);
  pthread_attr_destroy(&attributes);
  return (uintptr_t)low + size;
}

int main(int argc, char** argv) {
  stack_end = end_of_first_stack();
  handle(SIGTRAP, on_step);
  handle(SIGUSR1, on_nested);
  handle(SIGUSR2, on_look);
  CHECK(images_now()->count == 0);
  for (int i = 1; i < argc; i++) {
    each_step_is_unwound(argv[i]);
  }
  CHECK(images_update(true));
  a_deep_stack_is_cut();
  the_walk_ends_at_the_code_cache();
  a_thread_ends_in_its_entry_function();
  the_first_thread_has_another_stack();
  a_list_that_is_in_use_stays();
  return check_result();
}
