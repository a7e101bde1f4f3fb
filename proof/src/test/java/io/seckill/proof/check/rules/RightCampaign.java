package io.seckill.proof.check.rules;

import io.seckill.proof.history.Call.Kind;
import io.seckill.v1.Outcome;

/** A campaign in which a right system does something of everything. The orders' ids are those of their requests. */
final class RightCampaign {
    final Recording record = new Recording();
    final String adas;
    final String bens; // took all of scarce, with a key
    final String refused; // came too late for scarce
    final String bensAgain; // the same, with that key
    final String dans; // one of two, which is the limit
    final String dansOther; // the other one, with a key
    final String dansRefused; // the third
    final String eves; // held and paid for
    final String fays; // held, and ran out
    final String gils; // held and given back
    final String hals; // paid for and refunded
    final String paused; // refused while nothing was sold
    final String cys; // after scarce came back

    RightCampaign() {
        record.put("plenty", 100, 10, 0);
        record.put("scarce", 2, 5, 0);
        record.put("held", 2, 5, 2_000);
        record.put("few", 50, 2, 0);
        adas = record.buy("ada", "plenty", 1, null);
        record.lookUp("ada", "plenty", adas, null);
        bens = record.buy("ben", "scarce", 2, "k1");
        refused = record.refused("cy", "scarce", 1, null, 409, Outcome.OUTCOME_SOLD_OUT);
        bensAgain = record.buyAgain("ben", "scarce", 2, "k1", bens);
        record.lookUp("cy", "scarce", refused, "SOLD_OUT");
        record.lookUp("cy", "scarce", refused, "SOLD_OUT");
        record.lookUp("cy", "scarce", "feed", "UNKNOWN_REQUEST");
        record.rest(3_000);
        record.edge("cy", "scarce", 1, 409, "SOLD_OUT");
        dans = record.buy("dan", "few", 1, null);
        dansOther = record.buy("dan", "few", 1, "k9");
        dansRefused = record.refused("dan", "few", 1, null, 409, Outcome.OUTCOME_LIMIT_REACHED);
        record.list("dan", "few");
        eves = record.buy("eve", "held", 1, null);
        record.confirm("eve", eves);
        record.list("eve", "held");
        fays = record.buy("fay", "held", 1, null);
        record.refused("gil", "held", 1, null, 409, Outcome.OUTCOME_SOLD_OUT);
        record.rest(2_000);
        record.expire(fays);
        record.tooLate(Kind.CONFIRM, "fay", fays, "HOLD_EXPIRED");
        gils = record.buy("gil", "held", 1, "k2");
        record.cancel("gil", gils);
        record.tooLate(Kind.CONFIRM, "gil", gils, "ALREADY_CANCELLED");
        hals = record.buy("hal", "held", 1, null);
        record.confirm("hal", hals);
        record.refund(hals);
        record.pause("plenty");
        paused = record.refused("ada", "plenty", 1, null, 403, Outcome.OUTCOME_PAUSED);
        record.edge("ada", "plenty", 1, 403, "PAUSED");
        record.edge("ada", "nothing", 1, 404, "UNKNOWN_ITEM");
        record.resume("plenty");
        record.buy("ada", "plenty", 3, "k3");
        record.notQueued("ivo", "plenty");
        record.put("scarce", 5, 5, 0);
        cys = record.buy("cy", "scarce", 1, null);
        record.publishAll();
    }
}
