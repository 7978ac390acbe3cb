package io.hami.mock.config;

import io.hami.mock.model.ResourceName;

/**
 * A resource that the plugin's own config declares.
 *
 * @param quantity how much of it a Node has
 * @param factor how much of {@code quantity} one unit stands for, at least 1
 */
public record CustomResource(ResourceName name, QuantityExpression quantity, int factor) {}
