import { Random } from '../random.js';
import { makeCustomers } from './customer.js';
import type { Customer } from './customer.js';
import { Neighbourhood } from './neighbourhood.js';
import { makeTerminals } from './terminal.js';
import type { Terminal } from './terminal.js';

/** Everyone who pays and everywhere they can, fixed for the whole simulation. */
export interface Population {
  readonly customers: readonly Customer[];
  readonly terminals: readonly Terminal[];
  /** The terminals that have a place, at home and abroad. */
  readonly street: readonly Terminal[];
  /** The terminals of online merchants. */
  readonly online: readonly Terminal[];
}

/** Makes customers and terminals. Cost: O(customers * terminals within reach). */
export function makePopulation(seed: number, nCustomers: number, nTerminals: number): Population {
  const terminals = makeTerminals(nTerminals, new Random(seed, 'terminals'));
  const street = terminals.filter((terminal) => terminal.place !== null);
  const online = terminals.filter((terminal) => terminal.place === null);
  const atHome = street.filter((terminal) => terminal.region === 'domestic');
  const customers = makeCustomers(nCustomers, new Neighbourhood(atHome), online, new Random(seed, 'customers'));
  return { customers, terminals, street, online };
}
