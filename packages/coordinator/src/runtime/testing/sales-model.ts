import type { ErrorCode, ProducerId } from '@drave/base';
import type { EndTransactionMarker } from '@drave/records';
import { Map as PersistentMap } from 'immutable';
import type { RecordPlace, ShardModel, TransactionEnds } from '../model.js';

/** One price of one good. */
export interface Price {
  readonly good: string;
  readonly price: string;
}

interface Offer extends Price {
  readonly place: RecordPlace;
}

export interface Sales {
  readonly prices: PersistentMap<string, Offer>;
  /** Of transactions that have not ended, by producer. */
  readonly offers: PersistentMap<ProducerId, readonly Offer[]>;
}

/** The smallest machine that transactions write to: prices, of which the one that was written last counts. */
export class SalesModel implements ShardModel<Sales, Price> {
  readonly empty: Sales = { prices: PersistentMap(), offers: PersistentMap() };
  endedWith: ErrorCode | undefined;
  readonly transactions: TransactionEnds<Sales> = {
    replay: (state, { producerId, kind }: EndTransactionMarker) => {
      const offers = state.offers.get(producerId) ?? [];
      let { prices } = state;
      for (const offer of kind === 'commit' ? offers : []) prices = prices.set(offer.good, offer);
      return { prices, offers: state.offers.delete(producerId) };
    },
    keysOf: (state, producerId) => (state.offers.get(producerId) ?? []).map(({ good }) => good),
  };

  replay(state: Sales, { good, price }: Price, place: RecordPlace): Sales {
    const offer = { good, price, place };
    if (place.producerId === undefined) return { ...state, prices: state.prices.set(good, offer) };
    const before = state.offers.get(place.producerId) ?? [];
    return { ...state, offers: state.offers.set(place.producerId, [...before, offer]) };
  }
  keyOf({ good }: Price): string {
    return good;
  }
  encode({ good, price }: Price) {
    return { key: Buffer.from(good), value: Buffer.from(price) };
  }
  decode(key: Buffer, value: Buffer | null): Price | undefined {
    return value === null ? undefined : { good: key.toString(), price: value.toString() };
  }
  loaded(): [] {
    return [];
  }
  ended(failure: ErrorCode): void {
    this.endedWith = failure;
  }
}
