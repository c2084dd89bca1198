# SPDX-License-Identifier: Apache-2.0
# Copyright the jmh-pprof authors

# The platforms, their compilers, and which of them are here. CC is the compiler of this machine's own.
TARGET := $(shell $(CC) -dumpmachine)
ifeq ($(TARGET),)
$(error there is no C compiler: $(CC))
endif
OWN := linux-$(firstword $(subst -, ,$(TARGET)))$(if $(findstring musl,$(TARGET)),-musl)

COMPILER_linux-x86_64       := x86_64-linux-gnu-gcc
COMPILER_linux-aarch64      := aarch64-linux-gnu-gcc
COMPILER_linux-x86_64-musl  := x86_64-linux-musl-gcc
COMPILER_linux-aarch64-musl := aarch64-linux-musl-gcc
COMPILER_$(OWN)             := $(CC)
# Or libgcc would ask glibc, at run time, which atomic instructions there are.
FLAGS_linux-aarch64-musl    := -mno-outline-atomics

PLATFORMS := $(OWN) $(filter-out $(OWN),linux-x86_64 linux-aarch64 linux-x86_64-musl linux-aarch64-musl)
# A cross compiler may be there without the headers of its C library.
compiles  = $(shell $(COMPILER_$(1)) -include time.h -x c -fsyntax-only /dev/null 2>/dev/null && echo yes)
AVAILABLE := $(OWN) $(foreach platform,$(filter-out $(OWN),$(PLATFORMS)),$(if $(call compiles,$(platform)),$(platform)))
MISSING   := $(filter-out $(AVAILABLE),$(PLATFORMS))
