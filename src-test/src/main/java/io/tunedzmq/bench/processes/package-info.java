/**
 * What a user gets: publisher and subscribers in processes of their own, with a JVM as it comes, from the first message
 * on. {@link io.tunedzmq.bench.processes.ProcessBenchmark} starts a {@code PublisherProcess} and its {@code
 * SubscriberProcess}es, for each contender in turn.
 */
@NullMarked
package io.tunedzmq.bench.processes;

import org.jspecify.annotations.NullMarked;
