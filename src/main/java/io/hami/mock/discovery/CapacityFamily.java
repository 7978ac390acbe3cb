package io.hami.mock.discovery;

import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Family;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * A family whose cards follow from a quantity that the vendor's own plugin serves (vendors 1.1).
 * Nothing describes the cards one by one, so none are listed, and nothing says that any is
 * unhealthy.
 *
 * @param formula the served quantity, in {@code unit}, from the gate's 0 to 2^31-1
 */
record CapacityFamily(
    Family family, Gate gate, Measure measure, Unit unit, LongUnaryOperator formula) {
  /** Nothing at all for a family that is configured to serve nothing. */
  List<Discovery> discover(NodeFacts node) {
    return family.serves().isEmpty() ? List.of() : List.of(look(node));
  }

  private Discovery look(NodeFacts node) {
    return switch (gate.read(node)) {
      case Gate.Reading.Closed(Reason why) -> new Absent(family, why);
      case Gate.Reading.Open(long units) ->
          new Present(
              family,
              List.of(),
              family.serves().stream()
                  .filter(name -> !family.reads().contains(name))
                  .map(name -> resource(name, formula.applyAsLong(units)))
                  .toList());
    };
  }

  private VirtualResource resource(ResourceName name, long quantity) {
    return new VirtualResource(name, measure, unit, Quantity.of(quantity), SplitFactor.ONE);
  }
}
