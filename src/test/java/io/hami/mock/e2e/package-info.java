/**
 * The shipped distribution against a live cluster. Runs when KUBECONFIG and NODE_NAME are set, with
 * the rights of an administrator and as root on that node; is skipped otherwise. KUBE_CONTROL names
 * a command that takes {@code restart-kubelet}, {@code stop-apiserver} and {@code start-apiserver};
 * tests that need it are skipped without it.
 */
@NullMarked
package io.hami.mock.e2e;

import org.jspecify.annotations.NullMarked;
