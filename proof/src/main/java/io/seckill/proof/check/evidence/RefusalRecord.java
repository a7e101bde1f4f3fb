package io.seckill.proof.check.evidence;

import io.seckill.v1.Outcome;

/**
 * What a store remembers of a purchase without an order of its own.
 *
 * @param place of the record or row that has it
 * @param order the order that the outcome names; empty where it names none
 */
public record RefusalRecord(String place, String request, Outcome outcome, String order) {}
