package io.hami.mock.binding;

/**
 * The annotations by which HAMi's scheduler hands a pod over to the owner of a count resource
 * (vendors 4.5).
 *
 * @param toAllocate on the pod: what it is to be given, as {@code hami.io/vgpu-devices-to-allocate}
 * @param lock on the Node: {@code hami.io/mutex.lock}; empty for a vendor that takes no lock
 */
public record BindingKeys(String toAllocate, String lock) {}
