/**
 * What a user types: {@link io.tunedzmq.TunedContext} is the way in, {@link io.tunedzmq.Publisher} and {@link
 * io.tunedzmq.Subscriber} carry numbered messages.
 *
 * <p>The packages, from the top. Each imports only from below:
 *
 * <ul>
 *   <li>this package: what a user types;
 *   <li>{@code observe}: what a diagnosis looks at, in this process and the machine;
 *   <li>{@code publish} and {@code subscribe}: the two ways of a message, which know nothing of each other;
 *   <li>{@code jeromq}: context, sockets, connections and threads, and the guards against JeroMQ's hazards; beside it
 *       {@code audience}, what a publisher knows of its subscribers, and {@code ledger}, the books of a subscriber;
 *   <li>{@code peer}: what is taken from the other end of a connection and what is not; {@code wire}: the message
 *       format; {@code diagnosis}: causes, from what was observed; {@code sizing}: what to ask for;
 *   <li>{@code config}: what was asked for; {@code stats}: what was seen;
 *   <li>{@code internal}: what all of them use.
 * </ul>
 */
@NullMarked
package io.tunedzmq;

import org.jspecify.annotations.NullMarked;
