import type { Order } from '../../../../src/domain/order.ts';
import type { Venue } from '../../../../src/ports/venue.ts';

/** A venue that tells of each order before it is sent on. */
export function toldVenue(venue: Venue, told: (order: Order) => void): Venue {
  return new Proxy(venue, {
    get(target, key) {
      if (key === 'submitMany') return undefined;
      if (key === 'submit') {
        return (order: Order, deadline: number) => {
          told(order);
          return target.submit(order, deadline);
        };
      }
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
