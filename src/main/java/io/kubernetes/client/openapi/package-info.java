/**
 * One class that takes the place of client-java's own, for what that costs. Nothing of this project
 * lives here.
 */
@NullUnmarked
package io.kubernetes.client.openapi;

import org.jspecify.annotations.NullUnmarked;
