// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

/**
 * The sample ring: many writers, signal handlers among them, log samples into a bounded piece of
 * off-heap memory; one ordinary thread takes them out. This text is the protocol. It is implemented
 * twice, by {@link org.jmhpprof.ring.SampleRingWriter} and by {@code ring.c}, and read by {@link
 * org.jmhpprof.ring.SampleRing}.
 *
 * <h2>Layout</h2>
 *
 * <pre>
 *   control block                 records, `capacity` bytes
 *   +------+------+------+------+---------------------------------------------------+
 *   |magic | tail | head | lost | zeroes | record | record | claimed | zeroes       |
 *   +------+------+------+------+--------+--------+--------+---------+--------------+
 *   0      64     128    192    320      ^ head                      ^ tail
 *
 *   record   [length][time][thread | count][cost | kind][value][stack words, leaf first]
 *   padding  [-bytes][zeroes to the ring's end]
 * </pre>
 *
 * <p>{@code head} and {@code tail} are counts of bytes that only grow; a byte's place is its count
 * modulo the capacity, a power of two. At a million samples of 2 KiB each second a count lasts for
 * more than 140 years, so none is ever taken for an older one, and no generation bits are needed.
 * Every length is a multiple of eight, so every word is aligned, and there is always room for a
 * length before the ring's end. The exact offsets are in {@code SampleRingLayout}; the parts that
 * different sides write lie on cache lines of their own.
 *
 * <p>A length of 0 says "not published", a positive one is that of a record, and a negative one
 * that of padding. <b>Between tail and head + capacity every byte is zero.</b> That invariant is
 * what makes a claimed record look unpublished until its writer says otherwise.
 *
 * <h2>A writer</h2>
 *
 * <ol>
 *   <li>loads {@code tail} with acquire, then {@code seen} with acquire: a head that one of the
 *       writers has loaded, beside tail in the writers' own cache line;
 *   <li>if the record does not fit by that: loads {@code head} with acquire and stores it in {@code
 *       seen} with release. So the reader's cache line travels only when the ring looks full;
 *   <li>if the record fits: moves {@code tail} past it by CAS; on failure starts again;
 *   <li>if the record would cross the ring's end, the same CAS claims the rest of the ring before
 *       it, and the writer publishes that rest as padding: one release store of its negative
 *       length;
 *   <li>fills its record with plain stores;
 *   <li>publishes it with one release store of its length.
 * </ol>
 *
 * <h2>The reader</h2>
 *
 * <ol>
 *   <li>loads the length at {@code head} with acquire; 0 ends the drain;
 *   <li>copies the record;
 *   <li>zeroes it: all bytes of a record, the length of padding, of which nothing else was written;
 *   <li>hands the copy to the consumer;
 *   <li>after some records, and when the drain ends or the consumer throws, moves {@code head} with
 *       a release store: each such store takes the line from the writers that look at it.
 * </ol>
 *
 * <h2>Why in this order</h2>
 *
 * <ul>
 *   <li><b>Fill, then length (release / acquire).</b> Otherwise the reader takes a record with
 *       words that are still zero, and the writer's late stores land in space that is already free,
 *       where a later record or a length is then overwritten.
 *   <li><b>Zero, then head (release / acquire).</b> Otherwise a late zero wipes out words of the
 *       next record, or its length, and then the reader stands before it for ever. Both ends are
 *       needed on aarch64: the release keeps the zeroes before head, the acquire keeps the fill
 *       behind it. The CAS on tail could not do the latter, it synchronizes with other writers, not
 *       with the reader. A writer that takes {@code seen} gets the edge from the reader through the
 *       writer that stored it: release of head, acquire of head, release of seen, acquire of seen.
 *   <li><b>An old seen is harmless.</b> A slow writer may store an older head over a newer one.
 *       Then there seems to be less room than there is, and the next writer looks at head.
 *   <li><b>Tail, then head.</b> Safety does not depend on it: head only grows, so an old head, or
 *       seen, means less room than there is, and an old tail makes the CAS fail. But with the loads
 *       exchanged, an old head beside a new tail makes a ring look full that is not. The CAS is a
 *       release and the load of tail an acquire for the same reason: whoever sees a claimed
 *       position also sees at least the head that allowed it, and "no room" is the truth of one
 *       moment.
 *   <li><b>The padding in the CAS of its record.</b> Another writer may claim behind both while the
 *       padding is still unpublished: it looks at the two counts and at nothing else. The reader
 *       meets zero at the padding and stops there, as at any unpublished record; so it does not
 *       matter which of the two lengths comes first. Claimed by two CASes, the padding could be
 *       left without its record when another writer comes in between.
 *   <li><b>Zero before the consumer.</b> The consumer may throw; the record is gone before it is
 *       called. A sample is handed over at most once.
 * </ul>
 *
 * <p>The reader never looks at tail, whose line the writers need: behind the last record it meets a
 * zero. It ends after one round of the ring even when the writers are faster.
 *
 * <p>{@code ring.pml} among the tests is a model of these steps, for spin: it tries every order of
 * them.
 *
 * <h2>No room</h2>
 *
 * <p>A record that does not fit, with its padding, is not written. The writer sets the time of the
 * first loss by CAS from 0, adds its value to the lost value of its kind, and <em>then</em> adds
 * its count to the lost count of its kind (release). The reader takes the count of a kind (acquire)
 * and <em>then</em> its value and the time. So a count never comes before its value, and once no
 * writer is at work, counts and values are exact. A nonzero count comes with a time, with one
 * exception: a writer that finds a time set and adds its count while the reader is between its
 * steps has left no time of its own. Then the next count comes with the time 0, and the reader uses
 * that of the take before, which is earlier than the loss; or with that of the next loss after it,
 * which is later. Taken the other way round, a count could come with no time at all, and the time
 * of its loss would be left behind for a group that is younger. The time does not tell the kinds
 * apart.
 *
 * <p>A record longer than half the ring is always refused: with padding it would fit at some places
 * and not at others, and where it does not it would never fit again. Any shorter record fits an
 * empty ring, wherever its tail is.
 *
 * <h2>Progress</h2>
 *
 * <ul>
 *   <li>Writers are lock-free: a CAS fails only because another one succeeded (or, on processors
 *       with load-linked, spuriously). No writer waits for a reader or a suspended writer; a writer
 *       in a signal handler may interrupt any thread, even one that is writing or reading.
 *   <li>A writer suspended between claim and publish stops the reader at its record, not the other
 *       writers, until the ring is full; then their samples are counted as lost.
 *   <li>drain never waits and ends after at most one ring of records.
 * </ul>
 *
 * <h2>Assumptions</h2>
 *
 * <ul>
 *   <li>One reader: one thread, or several with a happens-before edge between their turns.
 *   <li>Aligned 64-bit atomics without locks, the same for C11 and for VarHandles: the release
 *       store of one pairs with the acquire load of the other, as HotSpot's and the C compilers'
 *       code does on x86-64 and aarch64. Both sides use the machine's byte order.
 *   <li>The memory stays mapped as long as a writer may run.
 * </ul>
 *
 * <h2>Not promised</h2>
 *
 * <ul>
 *   <li>Order by time. Records come in order of their claims; that is also the order of each
 *       writer, but two writers may claim in another order than they read the clock. Nor is a loss
 *       placed in the stream: it has a count and a time, and records may be written after it was
 *       counted and before it is taken.
 *   <li>Delivery of a record that its writer never publishes. Whoever stops sampling waits until no
 *       handler is inside, then drains.
 *   <li>Wake-ups and an end of stream. The reader polls; an empty drain means "nothing now".
 *   <li>Exact times of the first loss, as said above.
 *   <li>Wait-freedom, and fairness between writers.
 * </ul>
 */
package org.jmhpprof.ring;
