/**
 * What a user types: {@link io.tunedzmq.TunedContext} is the way in, {@link io.tunedzmq.Publisher} and {@link
 * io.tunedzmq.Subscriber} carry numbered messages.
 *
 * <p>The packages read as a sentence: {@code sizing} is what to ask for, {@code config} is what was asked for, this package and {@code socket} do it on
 * JeroMQ, {@code peer} is what is taken from the other end and what is not, {@code audience} is what a publisher knows of its subscribers, {@code wire}
 * is how it looks on the way, {@code stats} is what was seen.
 */
@NullMarked
package io.tunedzmq;

import org.jspecify.annotations.NullMarked;
