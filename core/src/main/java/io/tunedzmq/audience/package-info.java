/**
 * What a publisher knows of its subscribers: who they are, what they reported, what was sent to each, and who is slow.
 * Without JeroMQ; not exported.
 */
@NullMarked
package io.tunedzmq.audience;

import org.jspecify.annotations.NullMarked;
