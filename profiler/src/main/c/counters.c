// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "counters.h"

_Atomic uint64_t counters[COUNTERS];
