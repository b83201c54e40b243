package com.freight.tracking;

/** Says where a parcel is. */
public interface TrackingService {
    String whereIs(String waybill);
}
