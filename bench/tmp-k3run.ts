import { bench } from './tmp-k3.ts';
for (const row of await bench.run()) console.log(row.name, Math.round(row.value * 100) / 100, row.unit);
