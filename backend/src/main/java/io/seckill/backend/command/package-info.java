/**
 * What both stores need to know of a command.
 *
 * <p>{@link io.seckill.backend.command.CommandReader} tells commands from poison; what it finds is a
 * {@link io.seckill.backend.command.ParsedRecord}, and a command with its place in the log a
 * {@link io.seckill.backend.command.LoggedCommand}. {@link io.seckill.backend.command.RecordTime} says when it was appended,
 * {@link io.seckill.backend.command.CutoverMarkerCheck} whether a seal or an await is to be obeyed.
 * {@link io.seckill.backend.command.DeadLetter} is the form of a record that could not be decided,
 * {@link io.seckill.backend.command.HoldExpiry} appends the command by which holds run out, and
 * {@link io.seckill.backend.command.DecisionMeters} count decisions.
 */
@NullMarked
package io.seckill.backend.command;

import org.jspecify.annotations.NullMarked;
