// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// C++ names as they were written, by the C++ runtime's own demangler where the machine has one. Never called from a handler.
#ifndef JMHPPROF_DEMANGLE_H
#define JMHPPROF_DEMANGLE_H

// NULL when the symbol is no C++ name, or when there is no demangler. The caller frees what it got.
char* demangle(const char* symbol);

#endif
