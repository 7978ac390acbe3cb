package io.hami.mock.config;

/** Which of the two ways of naming and counting is in force (design decision 10). */
public sealed interface Form permits DeviceConfig, SeedNames {}
