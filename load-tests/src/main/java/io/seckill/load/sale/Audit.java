package io.seckill.load.sale;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds what buyers were told against what was sold.
 *
 * @param told how many buyers were told that they have a unit (201)
 * @param untold how many left without knowing (202, 504, no answer): their orders may or may not be there
 * @param stock units of each item
 * @param soldOut whether somebody was told that nothing is left
 */
public record Audit(long told, long untold, long stock, boolean soldOut) {
    /** What was sold of each item; {@code secondOrders} are orders of users who already had one. */
    public record Sold(Map<String, Long> units, long secondOrders) {
        /** Units of all items. */
        public long total() {
            return units.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** What is wrong; nothing, where every buyer was told the truth. */
    public List<String> problems(Sold sold, Optional<Books> books) {
        List<String> problems = new ArrayList<>();
        long total = sold.total();
        if (total < told) {
            problems.add(told + " buyers were told that they have a unit, but only " + total + " units are sold");
        }
        if (total > told + untold) {
            problems.add(total + " units are sold, but at most " + (told + untold) + " buyers can have one");
        }
        sold.units().forEach((item, units) -> aboutItem(item, units, problems));
        if (sold.secondOrders() > 0) {
            problems.add(sold.secondOrders() + " orders belong to users who already had one");
        }
        books.filter(read -> !read.balance() || read.open() > 0)
                .ifPresent(read -> problems.add("the gateway's books do not balance: " + read));
        return problems;
    }

    private void aboutItem(String item, long units, List<String> problems) {
        if (units > stock) {
            problems.add(item + " is oversold: " + units + " of " + stock);
        }
        if (soldOut && units < stock) {
            problems.add(item + " was called sold out with " + units + " of " + stock + " sold");
        }
    }
}
