package com.freight.tracking;

import org.apache.dubbo.config.annotation.DubboService;

@DubboService
public class TrackingServiceImpl implements TrackingService {
    @Override
    public String whereIs(String waybill) {
        return waybill + ": on its way";
    }
}
