@NullMarked
package io.hami.mock.kubelet;

import org.jspecify.annotations.NullMarked;
