# SPDX-License-Identifier: Apache-2.0
# Copyright the jmh-pprof authors

# One library. Called by the Makefile with PLATFORM, CC, FLAGS, JAVA_HOME, OUT (objects) and LIBRARY (the file to make).
SOURCES := $(wildcard *.c)
OBJECTS := $(SOURCES:%.c=$(OUT)/%.o)

CFLAGS  := -std=c11 -D_GNU_SOURCE -O2 -g -fPIC -fvisibility=hidden -fno-omit-frame-pointer \
           -include old_glibc.h \
           -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes
# The same bytes, wherever the sources and the JDK lie.
CFLAGS  += -ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$(JAVA_HOME)=jdk
# The signal handler and the destructor of each thread stay, even where the class that loaded the library is gone.
STAY    := -Wl,-z,nodelete
# What debuggers read would be nine tenths of the file; the names of functions stay, for profiles.
SLIM    := -Wl,--strip-debug

ifeq ($(findstring musl,$(PLATFORM)),)
# Where glibc is older than 2.34 these are libraries of their own, and a program that starts a JVM need not have loaded them.
LINKED  := -Wl,--no-as-needed -l:libpthread.so.0 -l:libdl.so.2
else
# The kernel's headers, which musl has not, are beside glibc's: those of a cross compiler, or the machine's own.
GNU     := $(word 2,$(subst -, ,$(PLATFORM)))-linux-gnu
KERNEL  := -idirafter /usr/$(GNU)/include -idirafter /usr/include -idirafter /usr/include/$(GNU)
endif

# The JDK's headers are not ours to mend. They are the same for each Linux.
INCLUDE := -isystem $(JAVA_HOME)/include -isystem $(JAVA_HOME)/include/linux

$(LIBRARY): $(OBJECTS) library.mk
	mkdir -p $(dir $@)
	$(CC) $(FLAGS) -shared -Wl,-z,defs -Wl,-z,now $(STAY) $(SLIM) -o $@ $(OBJECTS) $(LINKED)

$(OUT)/%.o: %.c $(wildcard *.h) library.mk
	mkdir -p $(OUT)
	$(CC) $(FLAGS) $(CFLAGS) $(INCLUDE) $(KERNEL) -c -o $@ $<
