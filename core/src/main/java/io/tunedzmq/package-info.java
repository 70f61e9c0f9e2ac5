/**
 * What a user types: {@link io.tunedzmq.TunedContext} is the way in, {@link io.tunedzmq.Publisher} and {@link
 * io.tunedzmq.Subscriber} carry numbered messages.
 *
 * <p>The packages, from the top. Each imports only from below:
 *
 * <ul>
 *   <li>{@code micrometer}: the counters as meters of Micrometer; above all others, and nothing needs it;
 *   <li>this package: what a user types, and how several users share the one context;
 *   <li>{@code mbeans}: shows what is open in JMX, by the interfaces of {@code jmx}; {@code jfr}: what happens, as
 *       events of the Flight Recorder;
 *   <li>{@code observe}: looks at this process and the machine for a diagnosis; {@code rules}: finds the causes;
 *   <li>{@code publish} and {@code subscribe}: the two ways of a message, which know nothing of each other;
 *   <li>{@code jeromq}: context, sockets, connections and threads, and the guards against JeroMQ's hazards; beside it
 *       {@code audience}, what a publisher knows of its subscribers, and {@code ledger}, the books of a subscriber;
 *   <li>{@code connection}: the TCP connections, and what each may make us hold; {@code wire}: the message format,
 *       filters, and how messages are gathered into frames; {@code window}: what was observed in a window of time;
 *       {@code sizing}: what to ask for;
 *   <li>{@code metrics}: what exporters read, what each number is called, and who is told what happens; {@code
 *       settings}: what an engine is built with, and the limits of its queues; {@code diagnosis}: what is wrong, as
 *       users read it;
 *   <li>{@code config}: what was asked for; {@code stats}: what was seen;
 *   <li>{@code internal}: what all of them use.
 * </ul>
 *
 * <p>Users see this package, {@code micrometer}, {@code jmx}, {@code config}, {@code sizing}, {@code diagnosis} and
 * {@code stats}; the module exports no other.
 */
@NullMarked
package io.tunedzmq;

import org.jspecify.annotations.NullMarked;
