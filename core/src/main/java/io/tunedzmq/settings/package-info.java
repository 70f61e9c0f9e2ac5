/** What the engines are built with: the settings of a publisher or subscriber, checked, and what follows from them. */
@NullMarked
package io.tunedzmq.settings;

import org.jspecify.annotations.NullMarked;
