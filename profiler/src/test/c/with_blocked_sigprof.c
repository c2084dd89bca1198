// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// Runs a command with SIGPROF blocked: a signal mask is inherited over fork and exec.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(int count, char** arguments) {
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGPROF);
  if (count < 2 || sigprocmask(SIG_BLOCK, &blocked, NULL) != 0) {
    return 125;
  }
  execvp(arguments[1], arguments + 1);
  perror(arguments[1]);
  return 127;
}
