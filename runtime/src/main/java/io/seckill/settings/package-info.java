/**
 * How every process reads its settings, and how it starts.
 *
 * <p>{@link io.seckill.settings.Settings} lays the shipped defaults, a file, the environment and the command line on
 * top of each other and binds a section of the result to one validated record. A setting that nobody ships a default
 * for does not exist, so a typing error stops the start. {@link io.seckill.settings.SettingsOptions} is the command
 * line's share of that, and {@link io.seckill.settings.Cli} turns what goes wrong into one line and an exit code.
 * {@link io.seckill.settings.Check} has the bounds of the records' constructors.
 *
 * <p>All processes share the sections {@code kafka}, {@code topics} and {@code log}; each has one of its own beside them.
 */
@NullMarked
package io.seckill.settings;

import org.jspecify.annotations.NullMarked;
