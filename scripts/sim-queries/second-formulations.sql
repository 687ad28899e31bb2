-- The answers of the sample queries by another way: each is written by hand in DuckDB's own SQL and runs there as it is,
-- over the same rows, without the translation that it checks. `npm run sim:queries -- FILE --check` compares both.
-- Tables are views of one or two letters (see second-formulations.ts). A cell '*' is not compared: the query leaves it
-- open (any_value, an approximate percentile, an unsorted set).

-- @Q001
select sum((status='COMPLETED')::int)::bigint, sum(case when status='COMPLETED' then total_amount end) from o
-- @Q002
select order_id,total_amount from (select *, row_number() over (order by total_amount desc, order_id) k from o where status!='CANCELLED') where k<=10 order by k
-- @Q003
select "report month", region, "net revenue"/1000.0 from mr where "net revenue">0 order by 1,2
-- @Q004
select region, count(*), sum(t) from (select c.region, o.order_id, o.total_amount t from o, c where c.customer_id=o.customer_id and year(o.order_date)=2024) group by 1 order by 3 desc
-- @Q005
with m as (select make_date(year(order_date),month(order_date),1) mth, sum(total_amount) r from o where status='COMPLETED' group by 1) select mth::timestamp, r, round((r-p)/p::double*100,2) from (select *, (select max_by(r,n.mth) from m n where n.mth<m.mth) p from m) order by 1
-- @Q006
select region, count(*) from c group by region having count(*)>5 order by region
-- @Q007
select customer_id, order_id, order_ts, total_amount from o where not exists (select 1 from o x where x.customer_id=o.customer_id and (x.order_ts>o.order_ts or (x.order_ts=o.order_ts and x.order_id>o.order_id))) order by 1
-- @Q008
with r as (select p.category, p.product_name, sum(oi.quantity*oi.unit_price) v from oi join p on p.product_id=oi.product_id group by all) select category, product_name, v, k from (select *, 1+(select count(*) from r x where x.category is not distinct from r.category and x.v>r.v) k from r) where k<=3 order by category,k,product_name
-- @Q009
select customer_id, unnest(tags) t from c where is_active order by 1, 2
-- @Q010
select customer_id, coalesce(len(list_filter(tags, x-> x is not null)),0) from c order by 1
-- @Q011
select event_id, i-1, items[i].product_id, items[i].qty*items[i].price from ev, range(1,50) r(i) where event_type='purchase' and i<=len(items) order by 1,2
-- @Q012
select customer_id, t from (select customer_id, unnest(tags) t from c where len(tags)>=2) order by 1,2
-- @Q013
select event_id, items[i].product_id, items[i].qty from ev, range(1,50) r(i) where i<=len(items) order by 1,2
-- @Q014
select store_name, order_id, total_amount from (select s.store_id sid, s.store_name, o.order_id, o.total_amount, row_number() over (partition by s.store_id order by o.total_amount desc, o.order_id) k from s join o using(store_id)) where k<3 order by store_name, total_amount desc
-- @Q015
select order_id,total_amount from o where order_date>='2023-06-01' and order_date<='2024-12-31' and status='COMPLETED' order by 1 limit 20
-- @Q016
select region, count(*) from c where signup_date>='2023-06-01' group by 1 order by 1
-- @Q019
select order_id from o where order_date>='2024-03-01' and order_ts<'2024-03-08' order by 1
-- @Q020
select (order_ts::date - ((isodow(order_ts)-1)::int))::timestamp a, make_date(year(order_date), 3*((month(order_date)-1)//3)+1, 1)::timestamp b, make_date(year(order_date),month(order_date),1) d, count(*) from o group by 1,2,3 order by 1,2,3
-- @Q021
select order_id, order_date+7, order_date-1, (order_date + interval 3 month)::date, (order_date::timestamp - interval 1 month), date_diff('day',order_date,shipped_at::date), trunc((epoch(shipped_at)-epoch(order_date::timestamp))/86400)::bigint from o where shipped_at is not null order by 1 limit 50
-- @Q022
select order_id, order_ts+interval 168 hour, order_ts - interval 1 month, (order_date+interval 14 month)::date, order_ts+interval 1 day+interval 12 hour from o order by 1 limit 5
-- @Q023
select count(*) from o where order_date>='2025-05-16' or order_ts>'2025-06-14 12:00:00'
-- @Q024
select count(*), sum(total_amount) from o where order_date between '2025-05-01' and '2025-05-31'
-- @Q025
select region, sum(total_amount) filter (channel='web'), sum(total_amount) filter (channel='store'), sum(total_amount) filter (channel='app') from o join c on o.customer_id=c.customer_id group by region order by region
-- @Q026
select year(order_date), count(*) filter (status='COMPLETED'), avg(total_amount) filter (status='COMPLETED'), count(*) filter (status='CANCELLED'), avg(total_amount) filter (status='CANCELLED') from o group by 1 order by 1
-- @Q027
select region, 'Q1' q, q1 from qs union all select region,'Q2',q2 from qs union all select region,'Q3',q3 from qs union all select region,'Q4',q4 from qs order by 1,2
-- @Q028
select region, q, a from (select region, unnest(['Q1','Q2','Q3','Q4']) q, unnest([q1,q2,q3,q4]) a from qs) order by 1,2
-- @Q029
with d as (select order_date x, sum(total_amount) v, row_number() over (order by order_date) k from o group by order_date) select x, v, (select sum(v) from d e where e.k between d.k-6 and d.k), (select avg(v) from d e where e.x between d.x-29 and d.x), (select sum(v) from d e where e.k<=d.k) from d order by x
-- @Q030
select order_id, customer_id, (select arg_min(channel, row(order_ts,order_id)) from o x where x.customer_id=o.customer_id), (select arg_max(shipped_at, row(order_ts,order_id)) from o x where x.customer_id=o.customer_id and row(x.order_ts,x.order_id)<=row(o.order_ts,o.order_id) and shipped_at is not null), coalesce((select arg_min(total_amount, row(order_ts,order_id)) from o x where x.customer_id=o.customer_id and row(x.order_ts,x.order_id)>row(o.order_ts,o.order_id)),0), 1 + ((select count(*) from o x where x.total_amount<o.total_amount) // 60), (select count(*) from o x where x.channel is not distinct from o.channel and x.total_amount<o.total_amount)/nullif((select count(*)-1 from o x where x.channel is not distinct from o.channel),0) from o order by 1 limit 100
-- @Q031
select order_id::varchar, total_amount::double, strftime(order_ts,'%Y-%m-%d')::date, 43, discount::decimal(10,4) from o order by order_id limit 5
-- @Q032
select null, 12, null, 3, 12
-- @Q033
select customer_id, tags[1], tags[1], tags[6], len(tags) from c where len(tags)>0 order by 1
-- @Q034
select customer_id, attributes.tier, attributes.score+1, preferences['lang'], map_keys(preferences) from c order by 1 limit 20
-- @Q035
select event_id, list_transform(items, lambda x: x.product_id), items[1].price from ev where len(items)>0 order by 1 limit 20
-- @Q036
select event_id, list_transform(items, lambda i: i.qty*i.price), [x for x in items if x.qty>1], len([x for x in items if x.price>100])>0, len([x for x in items if x.qty<=0])=0, coalesce(list_sum([x.qty*x.price for x in items]),0)::double from ev where event_type='purchase' order by 1 limit 20
-- @Q037
select 60, [3,2,1], [11,22], [1,2,3,4,5]
-- @Q038
select event_id, payload->>'$.page', (payload->>'$.cart.total')::double, payload->>'$.items[0].sku' from ev where (payload->>'$.page') is not null order by 1 limit 20
-- @Q039
select event_id, payload->>'$.page', payload->>'$.session' from ev order by 1 limit 20
-- @Q040
select segment, channel, y, n, a from (select c.segment, o.channel, year(o.order_date) y, count(*) n, sum(o.total_amount)/count(o.total_amount) a from o join c on c.customer_id=o.customer_id group by 1,2,3) order by 1,2,3,4,5
-- @Q041
select region, segment, count(*) n from c group by 1,2 order by region desc, segment desc, n desc
-- @Q042
select customer_id, full_name, country, region, segment, signup_date, is_active, upper(region) from c order by 1 limit 10
-- @Q043
select o.order_id,o.customer_id,o.store_id,o.order_date,o.status,o.total_amount,o.discount,o.currency,o.channel,c.full_name from o, c where c.customer_id=o.customer_id order by 1 limit 10
-- @Q044
select count(*) from o where status='COMPLETED'
-- @Q046
select true
-- @Q047
select 5
-- @Q048
select * from (values ('A','Active'),('I','Inactive')) order by 1
-- @Q049
select case attributes.tier when 'gold' then 'Gold tier' else 'Silver tier' end x, count(*) from c where attributes.tier in ('gold','silver') group by 1 order by 1
-- @Q050
select store_name, sum(total_amount) r from s, o where s.store_id=o.store_id and city<>'not; a -- comment' group by 1 order by r desc, 1
-- @Q051
select order_id from o where status='COMPLETED' and channel<>'it''s' and currency!='a\b' order by 1 limit 5
-- @Q052
select order_id, floor(order_id/7)::bigint, order_id-7*floor(order_id/7)::bigint, concat('o-',order_id) from o where status='COMPLETED' and channel is not null and discount<=0.5 order by 1 limit 10
-- @Q053
select product_id from p where contains(product_name,'a') or contains(product_name,'e') or starts_with(lower(brand),'acme') or regexp_matches(product_name,'^[A-Z].*[0-9]$') or contains(lower(sub_category),'chair') order by 1
-- @Q054
select order_id, case when total_amount<100 then 'low' when total_amount<500 then 'mid' else 'high' end, case when discount>0 then 1 else 0 end, coalesce(discount,0), case when shipped_at is null then 'open' else 'shipped' end, case status when 'COMPLETED' then 'C' when 'CANCELLED' then 'X' else '?' end, case when channel<>'web' then channel end, coalesce(discount,0) from o order by 1 limit 50
-- @Q055
select sum((status='COMPLETED')::int), sum((channel='web')::int), sum((status='CANCELLED')::int), '*', (select order_id from o where order_id<=500 order by total_amount desc limit 1), (select order_id from o where order_id<=500 order by order_ts limit 1) from o where order_id<=500
-- @Q056
select quantile_cont(total_amount::double,0.5), '*', '*', median(total_amount::double), quantile_cont(total_amount::double,0.25), stddev_samp(total_amount::double), true from o
-- @Q057
select region, '*', string_agg(distinct segment, ', ' order by segment), case when count(*) filter (is_active)>=0 then true end from c group by region order by region
-- @Q058
select department, array_to_string(list_sort(list(name)), ', '), array_to_string(list_sort(list(name)),'|') from em group by 1 order by 1
-- @Q059
select * from (select region,segment,0 g,count(*) n from c group by 1,2 union all select region,null,0,count(*) from c group by 1 union all select null,null,1,count(*) from c) order by g, region nulls last, segment nulls last
-- @Q060
select * from (select channel,status,sum(total_amount) from o group by 1,2 union all select channel,null,sum(total_amount) from o group by 1 union all select null,null,sum(total_amount) from o) order by 1 nulls last,2 nulls last
-- @Q061
select order_id, shipped_at from o where order_id<=30 order by (shipped_at is not null)::int, shipped_at, order_id
-- @Q062
select order_id, discount from o where order_id<=30 order by (discount is null)::int, discount desc, order_id
-- @Q063
select distinct customer_id from o where channel='web' and customer_id in (select customer_id from o where channel='store') and customer_id not in (select customer_id from ev where event_type='return' and customer_id is not null) order by 1
-- @Q064
select customer_id from c where customer_id not in (select customer_id from o where customer_id is not null) order by 1
-- @Q065
select distinct c.customer_id, full_name from c join o on o.customer_id=c.customer_id where total_amount>900 order by 1
-- @Q066
select p.product_id, p.product_name, max(oi.unit_price) from p join oi on oi.product_id=p.product_id where p.category in (select category from p group by 1 having count(*)>=3) group by 1,2 having max(oi.quantity)>5 order by 1
-- @Q067
select order_id, total_amount*(1-coalesce(discount,0)), total_amount*(1-coalesce(discount,0))*0.2, total_amount*(1-coalesce(discount,0))*1.2 from o order by 1 limit 10
-- @Q068
with recursive k(id,l) as (select employee_id,0 from em where manager_id is null union all select em.employee_id,l+1 from em,k where em.manager_id=k.id) select l,count(*) from k group by 1 order by 1
-- @Q069
select order_id, strftime(order_ts,'%Y-%m'), dayname(order_date), strftime(order_ts,'%b ')||day(order_ts)||strftime(order_ts,', %Y %H:%M'), date '2024-03-15', timestamp '2024-03-15 10:11:12' from o order by 1 limit 10
-- @Q070
select order_date, year(order_date), (month(order_date)+2)//3, month(order_date), day(order_date), isodow(order_date)%7+1, isodow(order_date)-1, strftime(order_date,'%V')::int, strftime(order_date,'%j')::int, year(order_date), strftime(order_date,'%V')::int, strftime(order_ts,'%H')::int from o order by order_date, order_id limit 20
-- @Q071
select order_date, (date_trunc('month',order_date)+interval 1 month - interval 1 day)::date, case when day(order_date)=31 or (day(order_date)=day(last_day(order_date))) then ((2024*12+12)-(year(order_date)*12+month(order_date)))::double else round(((2024*12+12)-(year(order_date)*12+month(order_date))) + (31-day(order_date))/31.0, 8) end, order_date + (8 - isodow(order_date))::int, date '2024-02-29', case when order_ts<='2025-01-01' then (2025*12+1)-(year(order_ts)*12+month(order_ts)) - (case when day(order_ts)=1 and order_ts::time='00:00:00' then 0 else 1 end) else -(( (year(order_ts)*12+month(order_ts))-(2025*12+1))) end, (order_date - date '2024-01-01') from o order by order_id limit 10
-- @Q072
select 1704067200, '2024-01-01 00:00:00', '2024-01-01', timestamp '2024-01-01', date '2023-12-31'+1
-- @Q073
select timestamp '2024-07-01 08:00:00', timestamp '2024-07-01 10:00:00', timestamp '2024-07-01 21:00:00'
-- @Q074
select full_name, split_part(full_name,' ',1), split_part(email,'@',2), full_name, region||'-'||segment, right('000000'||customer_id,6), regexp_replace(email,'[0-9]+','#','g'), split_part(email,'@',1), position('@' in email), position('@' in email), len(full_name), full_name[1:3], array_to_string(string_split(full_name,' '),'_'), replace(replace(full_name,'a','4'),'e','3') from c order by customer_id limit 20
-- @Q075
select order_id, case when discount is not null then 'd='||discount::varchar end from o where order_id<=20 order by 1
-- @Q076
select 3, -3, 2, 1200, -2, 2, 1
-- @Q077
select 3.5, 3, -3, -1, 2, 0.333333, 0.3333333333333
-- @Q078
select 10, 1.5, 2.5, 1000, 5, '*', 0.3
-- @Q079
select (select count(*) from (select distinct customer_id, channel from o where customer_id is not null and channel is not null)), (select count(*) from (select distinct customer_id from o where status='COMPLETED' and customer_id is not null)), (select sum(x) from (select distinct store_id x from o))
-- @Q080
select store_id, channel, n from (select store_id, channel, count(*) n from o group by all) where n>20 order by n desc, store_id, channel
-- @Q081
select product_id, list_price from (select *, row_number() over (order by list_price desc, product_id) k from p) where k between 11 and 15 order by k
-- @Q082
select category, n from (select category, count(*) n from p group by 1) order by n desc limit 3
-- @Q083
with t as (select region, sum(target_amount) v from tg where year=2024 group by 1), a as (select c.region, sum(o.total_amount) v from o join c on c.customer_id=o.customer_id where year(order_date)=2024 group by 1), r as (select region from t union select region from a) select r.region, (select v from t where t.region=r.region), (select v from a where a.region=r.region) from r order by 1
-- @Q084
select currency, sum(total_amount*(select sum(rate_to_usd) from fx where fx.currency=o.currency and fx.rate_date=make_date(year(order_date),month(order_date),1))) from o group by 1 order by 1
-- @Q085
select sum((select count(*) from c where c.customer_id=o.customer_id)) from o
-- @Q086
select (date '2024-01-01'+i::int), i from range(0,7) r(i) order by i
-- @Q087
select (date '2024-01-01'+i::int) d, (select count(*) from o where order_date=(date '2024-01-01'+i::int)) from range(0,31) r(i) order by 1
-- @Q094
select channel, sum(total_amount) filter (status='COMPLETED') r from o where status='COMPLETED' group by 1 order by r desc limit 5
-- @Q095
select channel, sum(total_amount) r, round(100*sum(total_amount)/(select sum(total_amount) from o),1) from o group by 1 order by r desc
-- @Q096
select region, count(*) n from c group by 1 order by n desc, 1
-- @Q097
select 1,'y',2,3,true,[1,2],1,9
-- @Q098
select customer_id, region from c
-- @Q099
with m as (select make_date(year(order_date),month(order_date),1) x, sum(total_amount) v from o group by 1) select x, v, l, (v-l)/nullif(l,0)::double from (select m.*, (select v from m n where n.x=(m.x - interval 1 year)::date) l from m) order by x
-- @Q100
with f as (select customer_id k, min(order_date) d from o group by 1) select date_trunc('month',f.d)::timestamp, ((year(order_date)-year(f.d))*12+month(order_date)-month(f.d) - case when day(order_date)<day(f.d) and order_date<>last_day(order_date) then 1 when day(order_date)<day(f.d) and order_date=last_day(order_date) and f.d<>last_day(f.d) then 1 else 0 end) n, count(distinct k) from o join f on f.k=o.customer_id group by 1,2 order by 1,2
-- @Q101
select l_returnflag,l_linestatus,sum(l_quantity) from li where l_shipdate<='1998-09-02' group by 1,2 order by 1,2
-- @Q103
select order_id,status,channel,total_amount,year(order_date),currency from o where order_date between '2024-01-01' and '2024-12-31' order by 1 limit 5
-- @Q104
with t as (select category, brand, sum(list_price) s from p group by 1,2) select category, brand, s, 1 from t where s=(select max(s) from t x where x.category=t.category) order by 1,2
-- @Q105
select count(*) filter (is_active=false)=0, count(*) filter (is_active)>0, count(*) filter (is_active is null)=0, count(*) filter (is_active), count(*) filter (is_active) from c where coalesce(is_active,true) or segment is null or segment<>'SMB'
-- @Q106
select full_name from c where upper(full_name)='ANNA ADAMS' order by 1
-- @Q107
select 2, true
-- @Q108
select date_trunc('day',event_ts)::timestamp b, count(*) from ev group by 1 order by 1 limit 10
-- @Q109
select order_id from o where order_id<=199 and ((status='COMPLETED' and channel='web') or (status='COMPLETED' and channel='app' and discount is not null) or (status not in ('CANCELLED','RETURNED') and (total_amount<10 or total_amount>900))) order by 1
-- @Q110
select 'customers', count(*) from c union all select 'events', (select count(*) from ev) union all select 'orders', (select count(*) from o)
